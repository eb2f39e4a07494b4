/** Event actions and notifications. */
package io.longshore.service.dataexchange.event;
