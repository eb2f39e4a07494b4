/** Audience export jobs. */
package io.longshore.service.cleanroomsml.export;
