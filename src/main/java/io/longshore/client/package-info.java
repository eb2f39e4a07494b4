/**
 * For programs that call the services by the AWS SDK for Java: waiters for jobs, which work against
 * AWS too. The server does not use this package. Each class needs the SDK's module of its service
 * on the class path of the program.
 */
package io.longshore.client;
