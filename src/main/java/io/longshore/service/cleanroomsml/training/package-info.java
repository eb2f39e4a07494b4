/** Training datasets, and reading the tables that they name. */
package io.longshore.service.cleanroomsml.training;
