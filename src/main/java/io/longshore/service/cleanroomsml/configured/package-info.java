/** Configured audience models, their policies, and access from other accounts. */
package io.longshore.service.cleanroomsml.configured;
