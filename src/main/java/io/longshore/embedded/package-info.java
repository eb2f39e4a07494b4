/** PostgreSQL and S3 in the same process, for installations without external servers. */
package io.longshore.embedded;
