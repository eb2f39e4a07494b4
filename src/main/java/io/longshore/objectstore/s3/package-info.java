/** The object store on S3 by the AWS SDK. */
package io.longshore.objectstore.s3;
