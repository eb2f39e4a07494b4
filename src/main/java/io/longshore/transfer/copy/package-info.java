/** Copies objects, on the server side where S3 can, and compares digests. */
package io.longshore.transfer.copy;
