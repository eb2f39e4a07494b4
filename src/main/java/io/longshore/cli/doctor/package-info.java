/**
 * The checks of the command {@code doctor}: host, database, S3 and quotas, each with advice on how
 * to fix what is wrong.
 */
package io.longshore.cli.doctor;
