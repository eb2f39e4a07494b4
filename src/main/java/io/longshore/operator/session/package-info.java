/** The operation that creates sessions. */
package io.longshore.operator.session;
