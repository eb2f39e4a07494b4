/** S3 on a folder: the protocol, and the files that it keeps. */
package io.longshore.embedded.s3;
