/** Buckets and objects of the embedded S3 on disk: content files, and a journal for each bucket. */
package io.longshore.embedded.s3.data;
