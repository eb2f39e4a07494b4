/** Reads of the operator API on jobs: lists, details, tasks, outputs and refused rows. */
package io.longshore.operator.job;
