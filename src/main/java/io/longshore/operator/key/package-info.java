/** The operations on access keys and their policies. */
package io.longshore.operator.key;
