/**
 * Responses that go on after their call: streams of server-sent events, and responses that come
 * later.
 */
package io.longshore.edge.stream;
