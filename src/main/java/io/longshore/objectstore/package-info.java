/**
 * The operations of S3 that jobs need, among them multipart uploads that can be revoked; and which
 * S3 and which places in it a role may use.
 *
 * <p>On a job's path: engine, transfer → <b>objectstore</b> → S3.
 */
package io.longshore.objectstore;
