/** The operations on the audit log. */
package io.longshore.operator.audit;
