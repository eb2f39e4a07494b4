package io.longshore.engine.transition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the transitions that an SQL statement performs. Required on each that sets a state. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Performs {

  JobTransition[] job() default {};

  TaskTransition[] task() default {};

  OutputTransition[] output() default {};
}
