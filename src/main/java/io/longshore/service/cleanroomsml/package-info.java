/**
 * AWS Clean Rooms ML's audiences: training datasets, audience models, configured audience models,
 * and the jobs that make lookalike audiences and export them.
 */
package io.longshore.service.cleanroomsml;
