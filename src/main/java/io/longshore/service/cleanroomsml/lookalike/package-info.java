/** The lookalike model: counts, weights and scores, without their storage. */
package io.longshore.service.cleanroomsml.lookalike;
