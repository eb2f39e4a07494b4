package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import io.longshore.api.Arn;
import io.longshore.objectstore.s3.ExpectedBucketOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What roles stand for: a store each, and where in it they may read and write. An account may name
 * its own roles only, so nobody acts under another's name. Where no role is listed and the S3 is
 * our own, each stands for all of it.
 */
public final class RoleObjectStores implements ObjectStores {

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE = Pattern.compile("role/[^/].*");

  /**
   * What a role may do.
   *
   * @param isHouse whether the store is the house's own S3, by the house's own credentials
   */
  public record Grant(ObjectStore store, List<String> places, boolean isHouse) {}

  private final ObjectStore house;
  private final String bucket;
  private final Map<String, Grant> grants;
  private final boolean open;
  private final Function<ExpectedBucketOwner, ObjectStore> owned;

  /** Of a development set-up: the ARNs in its code may be of an account that is not here. */
  public RoleObjectStores(ObjectStore house) {
    this(house, "", Map.of(), true);
  }

  /**
   * @param house where this server keeps its own things
   * @param bucket in which; closed to what a request names, open to {@link DefaultRole}
   * @param grants by ARN, whose account may be {@code *} and whose name may end with it
   * @param open whether every role stands for the house's store when none is listed
   */
  public RoleObjectStores(
      ObjectStore house, String bucket, Map<String, Grant> grants, boolean open) {
    this(house, bucket, grants, open, owner -> house);
  }

  /**
   * @param owned the house's store, for buckets of that owner only
   */
  public RoleObjectStores(
      ObjectStore house,
      String bucket,
      Map<String, Grant> grants,
      boolean open,
      Function<ExpectedBucketOwner, ObjectStore> owned) {
    this.house = house;
    this.bucket = bucket;
    this.grants = new TreeMap<>(grants);
    this.open = open && grants.isEmpty();
    this.owned = owned;
  }

  @Override
  public ObjectStore own() {
    return house;
  }

  @Override
  public ObjectStore forRole(String account, String roleArn) {
    Arn role = parsed(roleArn);
    boolean ofHouse = DefaultRole.is(role);
    if (open) {
      return of(account, house, ofHouse);
    }
    Grant grant = granted(account, role, ofHouse);
    return new ScopedObjectStore(
        of(account, grant.store(), ofHouse), allowance(roleArn, grant, ofHouse));
  }

  /** Of the house's store the part that is the account's, where it knows accounts. */
  private ObjectStore of(String account, ObjectStore store, boolean ofHouse) {
    return store == house
        ? owned.apply(new ExpectedBucketOwner(account, ofHouse ? bucket : ""))
        : store;
  }

  @Override
  public void require(String account, String roleArn, String into, String prefix) {
    Arn role = parsed(roleArn);
    if (open) {
      new RoleScope(roleArn, List.of(RoleScope.ANYWHERE), bucket, false).require(into, prefix);
    } else {
      allowance(roleArn, granted(account, role, DefaultRole.is(role)), false).require(into, prefix);
    }
  }

  @Override
  public void requireOwn(String account, String roleArn) {
    if (!open) {
      requireOwn(account, parsed(roleArn));
    }
  }

  private static void requireOwn(String account, Arn role) {
    if (!role.account().equals(account)) {
      throw refused("%s is not a role of account %s".formatted(role, account));
    }
  }

  private RoleScope allowance(String roleArn, Grant grant, boolean ofHouse) {
    return new RoleScope(roleArn, grant.places(), bucket, ofHouse);
  }

  private static Arn parsed(String roleArn) {
    return Arn.parse(roleArn)
        .filter(arn -> arn.service().equals("iam") && arn.region().isEmpty())
        .filter(arn -> ACCOUNT.matcher(arn.account()).matches())
        .filter(arn -> ROLE.matcher(arn.resource()).matches())
        .orElseThrow(
            () ->
                refused(
                    roleArn
                        + " is not the ARN of a role: use"
                        + " arn:aws:iam::<12 digits>:role/<name>"));
  }

  private Grant granted(String account, Arn role, boolean ofHouse) {
    requireOwn(account, role);
    Optional<Grant> listed = listed(role);
    if (listed.isEmpty() && ofHouse) {
      return new Grant(house, List.of(), true);
    }
    Grant grant =
        listed.orElseThrow(
            () -> refused("%s is not among the roles of the configuration".formatted(role)));
    if (ofHouse && !grant.isHouse()) {
      throw refused(
          "%s must stand for s3.endpoint with its keys: S3 itself copies to and from s3://%s"
              .formatted(role, bucket));
    }
    return grant;
  }

  /** The longest name that fits; one of an account comes before one of all. */
  private Optional<Grant> listed(Arn role) {
    return named(role.toString())
        .or(() -> named(new Arn("iam", "", "*", role.resource()).toString()));
  }

  private Optional<Grant> named(String arn) {
    Grant exact = grants.get(arn);
    return exact != null
        ? Optional.of(exact)
        : grants.keySet().stream()
            .filter(name -> name.endsWith("*"))
            .filter(name -> arn.startsWith(name.substring(0, name.length() - 1)))
            .max((one, other) -> Integer.compare(one.length(), other.length()))
            .map(grants::get);
  }

  private static ObjectStoreError refused(String why) {
    return new ObjectStoreError(PERMANENT, why, null);
  }
}
