/** Log levels and formats, and one-line error messages. */
package io.longshore.logging;
