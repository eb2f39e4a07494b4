/** The operations that change jobs. */
package io.longshore.operator.action;
