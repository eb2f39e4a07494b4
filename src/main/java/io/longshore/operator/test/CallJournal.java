package io.longshore.operator.test;

import io.longshore.api.CallControls.ApiCall;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The latest calls of each account at this replica, in memory: tests ask for them right after. An
 * account that calls much displaces its own calls first. For all event loops.
 */
final class CallJournal {

  static final int PER_ACCOUNT = 2_000;
  static final int ACCOUNTS = 500;

  private final Map<String, OfAccount> accounts = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** A call with its number at this replica. */
  record Numbered(long number, ApiCall call) {}

  private record OfAccount(
      ConcurrentLinkedDeque<Numbered> calls, AtomicInteger size, AtomicLong latest) {

    OfAccount() {
      this(new ConcurrentLinkedDeque<>(), new AtomicInteger(), new AtomicLong());
    }

    void add(Numbered call) {
      calls.addFirst(call);
      latest.set(call.number());
      if (size.incrementAndGet() > PER_ACCOUNT && calls.pollLast() != null) {
        size.decrementAndGet();
      }
    }
  }

  void add(ApiCall call) {
    long number = numbers.incrementAndGet();
    accounts
        .computeIfAbsent(call.account(), none -> new OfAccount())
        .add(new Numbered(number, call));
    if (accounts.size() > ACCOUNTS) {
      accounts.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().latest().get()))
          .ifPresent(quiet -> accounts.remove(quiet.getKey()));
    }
  }

  /**
   * The calls of an account that match, newest first.
   *
   * @param before only those with a smaller number
   */
  List<Numbered> find(String account, Predicate<ApiCall> matches, long before, int limit) {
    OfAccount found = accounts.get(account);
    return found == null
        ? List.of()
        : found.calls().stream()
            .filter(one -> one.number() < before && matches.test(one.call()))
            .sorted(Comparator.comparingLong(Numbered::number).reversed())
            .limit(limit)
            .toList();
  }

  /** Forgets the calls of an account; returns how many. */
  int clear(String account) {
    OfAccount found = accounts.remove(account);
    return found == null ? 0 : found.calls().size();
  }
}
