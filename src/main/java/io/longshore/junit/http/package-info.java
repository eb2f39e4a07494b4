/** Signed calls of the operator API and of S3, and their JSON, by what the JDK has. */
package io.longshore.junit.http;
