/** Test controls: operations by which tests make jobs and calls fail, and reset what they made. */
package io.longshore.operator.test;
