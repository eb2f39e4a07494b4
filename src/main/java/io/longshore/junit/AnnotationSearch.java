package io.longshore.junit;

import java.lang.annotation.Annotation;
import java.util.Optional;

/** Finds {@link Longshore} on a test class. */
final class AnnotationSearch {

  private AnnotationSearch() {}

  /**
   * The annotation of the class or of its superclasses, one that an annotation of it carries, or
   * that of the class around it.
   */
  static Optional<Longshore> longshore(Class<?> testClass) {
    for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
      Longshore direct = type.getAnnotation(Longshore.class);
      if (direct != null) {
        return Optional.of(direct);
      }
      for (Annotation annotation : type.getAnnotations()) {
        Longshore composed = annotation.annotationType().getAnnotation(Longshore.class);
        if (composed != null) {
          return Optional.of(composed);
        }
      }
    }
    return Optional.empty();
  }
}
