/**
 * Verifies and creates AWS signatures: Signature Version 4 in headers, queries and chunked bodies,
 * and S3's presigned URLs of Version 2.
 */
package io.longshore.identity.sigv4;
