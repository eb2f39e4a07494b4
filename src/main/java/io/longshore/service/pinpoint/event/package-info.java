/** PutEvents and event streams. */
package io.longshore.service.pinpoint.event;
