/** Settings for tests of programs that use the server: test controls. */
package io.longshore.config.test;
