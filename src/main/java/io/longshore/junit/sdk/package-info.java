/** Clients of the AWS SDK for Java 2.x. Loaded only in programs that have the SDK. */
package io.longshore.junit.sdk;
