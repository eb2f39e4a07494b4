/** Uploads of files to S3 in parts, for imports of files that are not in S3 yet. */
package io.longshore.operator.upload;
