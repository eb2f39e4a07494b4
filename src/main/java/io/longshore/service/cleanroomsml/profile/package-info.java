/**
 * Interactions and users' profiles in compact binary forms, and grouping the ones into the others.
 */
package io.longshore.service.cleanroomsml.profile;
