/**
 * Any S3, by the calls that fencing needs: multipart uploads that can be revoked, and HEAD.
 *
 * <p>On a job's path: engine, transfer → <b>objectstore</b> → S3.
 */
package io.longshore.objectstore;
