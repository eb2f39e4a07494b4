/** Settings for tests of programs that use the server: test controls and seeds. */
package io.longshore.config.test;
