/**
 * What crosses a door: calls, answers, who calls, and how a refusal is said. A leaf: it opens onto
 * no other room.
 */
package io.longshore.api;
