/** Apps, their settings and their deletion. */
package io.longshore.service.pinpoint.app;
