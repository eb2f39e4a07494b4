package io.longshore.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that uses Longshore. All such classes of a JVM use one server, which runs in a
 * process of its own; each test has a fresh account. Test methods and {@code @BeforeEach} methods
 * can have parameters of these types:
 *
 * <ul>
 *   <li>any client of the AWS SDK for Java 2.x, synchronous or not,
 *   <li>{@link LongshoreServer},
 *   <li>{@link java.net.URI}: the endpoint for AWS SDKs,
 *   <li>{@code AwsCredentialsProvider}: the key of the account.
 * </ul>
 *
 * <p>In {@code @BeforeAll} methods and constructors they are of another account, that of the class,
 * unless {@link #perClass} is set.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LongshoreExtension.class)
public @interface Longshore {

  /** Settings of the server, for example {@code personalize.quotas=false}. */
  String[] settings() default {};

  /**
   * Whether the JVMs of a build use the same server. The configuration parameter {@code
   * longshore.shared} of the JUnit Platform sets it for all classes.
   */
  boolean shared() default false;

  /** Whether all tests of the class have the same account. */
  boolean perClass() default false;

  /**
   * Whether each test sets the system properties {@code aws.endpointUrl}, {@code aws.region},
   * {@code aws.accessKeyId} and {@code aws.secretAccessKey}, for code that makes its own clients.
   * Such tests cannot run in parallel.
   */
  boolean systemProperties() default false;
}
