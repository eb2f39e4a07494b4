/** Audience generation jobs: reading the seed, scoring, ranking and relevance. */
package io.longshore.service.cleanroomsml.generation;
