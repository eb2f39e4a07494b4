/** Users, their attributes, and the limit of endpoints per user. */
package io.longshore.service.pinpoint.user;
