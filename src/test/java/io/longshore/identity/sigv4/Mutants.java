package io.longshore.identity.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies of a request that each differ in the lowest bit of one signed byte. */
final class Mutants {

  private Mutants() {}

  static List<SignedRequest> of(SignedRequest request) {
    List<SignedRequest> mutants = new ArrayList<>();
    for (String method : flipped(request.method())) {
      mutants.add(new SignedRequest(method, request.target(), request.headers(), request.body()));
    }
    for (String target : flipped(request.target().substring(1))) {
      mutants.add(
          new SignedRequest(request.method(), "/" + target, request.headers(), request.body()));
    }
    for (int i = 0; i < request.headers().size(); i++) {
      Map.Entry<String, String> header = request.headers().get(i);
      for (String value : flipped(header.getValue().strip())) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
        headers.set(i, Map.entry(header.getKey(), value));
        mutants.add(request.with(headers));
      }
    }
    for (int i = 0; i < request.body().length; i++) {
      byte[] body = request.body().clone();
      body[i] ^= 1;
      mutants.add(new SignedRequest(request.method(), request.target(), request.headers(), body));
    }
    return mutants;
  }

  private static List<String> flipped(String text) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      all.add(text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1));
    }
    return all;
  }
}
