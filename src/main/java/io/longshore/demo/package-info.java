/**
 * The command {@code demo}: runs export, import and audience jobs through the real API, and reports
 * what they wrote.
 */
package io.longshore.demo;
