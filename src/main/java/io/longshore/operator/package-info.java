/**
 * The operator API: the contract {@code openapi/longshore.yaml}, its verticle, and which accounts a
 * caller sees. Each group of operations is a package of its own.
 */
package io.longshore.operator;
