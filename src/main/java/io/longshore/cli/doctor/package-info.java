/** The checks that only the command {@code doctor} makes: it writes to S3, and counts quotas. */
package io.longshore.cli.doctor;
