/** The default that needs no server: PostgreSQL and S3 in the same process, and the demo. */
package io.longshore.embedded;
