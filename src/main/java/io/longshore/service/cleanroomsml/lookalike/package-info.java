/** The lookalike model itself: counts, weights and scores, and nothing of where they are kept. */
package io.longshore.service.cleanroomsml.lookalike;
