/** Audience models and their training. */
package io.longshore.service.cleanroomsml.model;
