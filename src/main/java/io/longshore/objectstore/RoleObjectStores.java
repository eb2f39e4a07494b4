package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import io.longshore.api.Arn;
import io.longshore.config.mask.ExportConfig;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.objectstore.s3.ExpectedBucketOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Maps roles to object stores and to the places in them that a role may use. An account may use its
 * own roles only. If the configuration lists no role and the S3 is the embedded one, every role may
 * use all of it.
 */
public final class RoleObjectStores implements ObjectStores {

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE = Pattern.compile("role/[^/].*");

  /**
   * What a role may use.
   *
   * @param places see {@link RoleScope}
   * @param isServerS3 whether the store is the server's own S3, with the server's credentials
   * @param sse how S3 encrypts what is written: a KMS key's ARN, {@code AES256}, or as the request
   *     and the bucket say
   * @param export what exports under the role hide, and their compression
   */
  public record Grant(
      ObjectStore store,
      List<String> places,
      boolean isServerS3,
      Optional<String> sse,
      Optional<ExportConfig> export) {

    /** A grant whose exports hide nothing. */
    public Grant(ObjectStore store, List<String> places, boolean isServerS3) {
      this(store, places, isServerS3, Optional.empty(), Optional.empty());
    }
  }

  private final ObjectStore serverStore;
  private final String serverBucket;
  private final Map<String, Grant> grants;
  private final boolean open;
  private final Function<ExpectedBucketOwner, ObjectStore> ownedBy;

  /** For development: every role, of whatever account, may use all of the store. */
  public RoleObjectStores(ObjectStore serverStore) {
    this(serverStore, "", Map.of(), true);
  }

  /**
   * @param serverStore the store of the server's own objects
   * @param serverBucket their bucket, which {@link DefaultRole} may use and no other role
   * @param grants by ARN; the account may be {@code *}, and the name may end with {@code *}
   * @param open whether every role may use the server's store when {@code grants} is empty
   */
  public RoleObjectStores(
      ObjectStore serverStore, String serverBucket, Map<String, Grant> grants, boolean open) {
    this(serverStore, serverBucket, grants, open, owner -> serverStore);
  }

  /**
   * @param ownedBy the server's store, limited to buckets of an owner
   */
  public RoleObjectStores(
      ObjectStore serverStore,
      String serverBucket,
      Map<String, Grant> grants,
      boolean open,
      Function<ExpectedBucketOwner, ObjectStore> ownedBy) {
    this.serverStore = serverStore;
    this.serverBucket = serverBucket;
    this.grants = new TreeMap<>(grants);
    this.open = open && grants.isEmpty();
    this.ownedBy = ownedBy;
  }

  @Override
  public ObjectStore own() {
    return serverStore;
  }

  @Override
  public ObjectStore forRole(String account, String roleArn) {
    Arn role = parse(roleArn);
    boolean isDefault = DefaultRole.is(role);
    if (open) {
      return of(account, serverStore, isDefault);
    }
    Grant grant = grant(account, role, isDefault);
    return new ScopedObjectStore(
        of(account, grant.store(), isDefault), scope(roleArn, grant, isDefault), grant.sse());
  }

  /** Limits the server's store to the buckets of the account. */
  private ObjectStore of(String account, ObjectStore store, boolean isDefault) {
    return store == serverStore
        ? ownedBy.apply(new ExpectedBucketOwner(account, isDefault ? serverBucket : ""))
        : store;
  }

  @Override
  public void require(String account, String roleArn, String into, String prefix) {
    Arn role = parse(roleArn);
    if (open) {
      new RoleScope(roleArn, List.of(RoleScope.ANYWHERE), serverBucket, false)
          .require(into, prefix);
    } else {
      scope(roleArn, grant(account, role, DefaultRole.is(role)), false).require(into, prefix);
    }
  }

  @Override
  public void requireOwn(String account, String roleArn) {
    if (!open) {
      requireOwn(account, parse(roleArn));
    }
  }

  @Override
  public Optional<MaskRules> mask(String account, String roleArn, MaskService service) {
    Optional<ExportConfig> given = export(account, roleArn);
    if (service == MaskService.CLEANROOMSML
        && given.filter(ExportConfig::isIncremental).isPresent()) {
      throw refusal(
          "%s exports only what has changed since the last export, and an audience never changes: use"
                  .formatted(roleArn)
              + " a role without since");
    }
    Optional<ExportConfig> export = given.filter(ExportConfig::masks);
    Optional<MaskRules> rules = export.flatMap(masking -> masking.rules(service));
    if (export.isPresent() && rules.isEmpty()) {
      throw refusal(
          "%s masks what it exports, and its configuration has no rule for %s"
              .formatted(roleArn, service.title()));
    }
    return rules;
  }

  @Override
  public void requireUnmasked(String account, String roleArn) {
    if (export(account, roleArn).filter(ExportConfig::masks).isPresent()) {
      throw refusal(roleArn + " masks what it exports, which copies of whole objects cannot do");
    }
    if (isIncremental(account, roleArn)) {
      throw refusal(
          roleArn
              + " exports only what has changed since the last export, which copies of whole objects"
              + " cannot do");
    }
    format(account, roleArn)
        .ifPresent(
            format -> {
              throw refusal(
                  "%s exports rows as %s, and copies of whole objects have no rows: use a role without"
                          .formatted(roleArn, format)
                      + " export.format");
            });
  }

  private Optional<ExportConfig> export(String account, String roleArn) {
    Arn role = parse(roleArn);
    return open ? Optional.empty() : grant(account, role, DefaultRole.is(role)).export();
  }

  @Override
  public Optional<String> compression(String account, String roleArn) {
    return export(account, roleArn).flatMap(ExportConfig::compression);
  }

  @Override
  public boolean isIncremental(String account, String roleArn) {
    return export(account, roleArn).filter(ExportConfig::isIncremental).isPresent();
  }

  @Override
  public boolean recordsDeletions() {
    return grants.values().stream()
        .flatMap(grant -> grant.export().stream())
        .anyMatch(ExportConfig::isIncremental);
  }

  @Override
  public Optional<String> format(String account, String roleArn) {
    return export(account, roleArn).flatMap(ExportConfig::format);
  }

  private static void requireOwn(String account, Arn role) {
    if (!role.account().equals(account)) {
      throw refusal("%s is not a role of account %s".formatted(role, account));
    }
  }

  private RoleScope scope(String roleArn, Grant grant, boolean isDefault) {
    return new RoleScope(roleArn, grant.places(), serverBucket, isDefault);
  }

  private static Arn parse(String roleArn) {
    return Arn.parse(roleArn)
        .filter(arn -> arn.service().equals("iam") && arn.region().isEmpty())
        .filter(arn -> ACCOUNT.matcher(arn.account()).matches())
        .filter(arn -> ROLE.matcher(arn.resource()).matches())
        .orElseThrow(
            () ->
                refusal(
                    roleArn
                        + " is not the ARN of a role: use"
                        + " arn:aws:iam::<12 digits>:role/<name>"));
  }

  private Grant grant(String account, Arn role, boolean isDefault) {
    requireOwn(account, role);
    Optional<Grant> found = find(role);
    if (found.isEmpty() && isDefault) {
      return new Grant(serverStore, List.of(), true);
    }
    Grant grant =
        found.orElseThrow(
            () -> refusal("%s is not among the roles of the configuration".formatted(role)));
    if (isDefault && !grant.isServerS3()) {
      throw refusal(
          "%s must use s3.endpoint and its keys, because S3 itself copies to and from s3://%s"
              .formatted(role, serverBucket));
    }
    return grant;
  }

  /** The grant with the longest matching name; a grant for the account precedes one for all. */
  private Optional<Grant> find(Arn role) {
    return findByName(role.toString())
        .or(() -> findByName(new Arn("iam", "", "*", role.resource()).toString()));
  }

  private Optional<Grant> findByName(String arn) {
    Grant exact = grants.get(arn);
    return exact != null
        ? Optional.of(exact)
        : grants.keySet().stream()
            .filter(name -> name.endsWith("*"))
            .filter(name -> arn.startsWith(name.substring(0, name.length() - 1)))
            .max((one, other) -> Integer.compare(one.length(), other.length()))
            .map(grants::get);
  }

  private static ObjectStoreError refusal(String message) {
    return new ObjectStoreError(PERMANENT, message, null);
  }
}
