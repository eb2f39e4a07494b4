/**
 * Longshore in tests of other programs: a JUnit extension that starts a server in a process of its
 * own, and what tests ask of that server. Published as the artifact with the classifier {@code
 * junit5}, which has the server's jar inside. Uses no other package of Longshore.
 */
package io.longshore.junit;
