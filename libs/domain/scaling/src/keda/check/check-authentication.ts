import { nearestName } from '@dogwatch/query';
import { type KedaMode, mainNameOf, paramEntries } from '../params.js';
import { kedaSites } from '../query-mode.js';
import { below, error, type KedaFinding } from './finding.js';
import {
  type AuthParameter,
  type KedaAuthentication,
  type KedaObjects,
  type KedaTrigger,
  mayShareNamespace,
  printName,
  type SecretObject,
} from './keda-objects.js';

/** The authentication that a trigger refers to; undefined when the file does not hold it, or there is no reference. */
export function authenticationOf(trigger: KedaTrigger, objects: KedaObjects): KedaAuthentication | undefined {
  const { authenticationRef, owner } = trigger;
  if (authenticationRef === undefined) return undefined;
  const isCluster = authenticationRef.kind === 'ClusterTriggerAuthentication';
  return objects.authentications.find(
    ({ kind, name, namespace }) =>
      kind === authenticationRef.kind &&
      name === authenticationRef.name &&
      (isCluster || mayShareNamespace(namespace, owner.namespace)),
  );
}

/** What an authentication gives: by main name, the text where the file tells it. A key that its Secret lacks gives an empty text. */
export function resolveParameters(
  authentication: KedaAuthentication,
  objects: KedaObjects,
): ReadonlyMap<string, string | undefined> {
  return new Map(
    authentication.parameters.map((parameter) => [
      mainNameOf(parameter.parameter) ?? parameter.parameter,
      valueOf(parameter, authentication, objects),
    ]),
  );
}

/** What is wrong with an authentication that triggers of KEDA's own scaler use in a mode. */
export function checkAuthentication(
  authentication: KedaAuthentication,
  objects: KedaObjects,
  mode: KedaMode,
): KedaFinding[] {
  const given = resolveParameters(authentication, objects);
  return [
    ...authentication.parameters.flatMap((parameter) => checkParameter(parameter, authentication, objects)),
    ...checkMissing(authentication, given, mode),
  ];
}

function checkParameter(
  parameter: AuthParameter,
  authentication: KedaAuthentication,
  objects: KedaObjects,
): KedaFinding[] {
  const place = below(parameter, 'parameter');
  const name = mainNameOf(parameter.parameter);
  if (name === undefined) return [error(place, 'UnknownKey', unknownParameter(parameter.parameter))];
  const secret = secretOf(parameter, authentication, objects);
  const key = parameter.secret?.key ?? '';
  if (secret !== undefined && !secret.values.has(key))
    return [error(below(parameter, 'key'), 'SecretKeyMissing', wrongKey(parameter, secret, key))];
  const value = valueOf(parameter, authentication, objects) ?? '';
  const isRefused = name === 'datadogSite' && value !== '' && !kedaSites.includes(value);
  return isRefused ? [error(place, 'UnknownSite', unknownSite(value))] : [];
}

function unknownParameter(parameter: string): string {
  const nearest = nearestName(parameter, authenticationKeys());
  return `the scaler knows no parameter ${parameter}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function wrongKey({ parameter }: AuthParameter, secret: SecretObject, key: string): string {
  const keys = [...secret.values.keys()];
  const nearest = keys.includes(parameter) ? parameter : nearestName(key, keys);
  const hint = nearest === undefined ? `; it has ${keys.join(', ') || 'none'}` : `; did you mean ${nearest}?`;
  return `${printName(secret)} has no key ${key}, so ${parameter} is empty${hint}`;
}

function unknownSite(site: string): string {
  return `datadogSite ${site} is refused when the scaler queries; it knows ${kedaSites.join(', ')}. keda-scaler takes any site`;
}

function checkMissing(
  authentication: KedaAuthentication,
  given: ReadonlyMap<string, string | undefined>,
  mode: KedaMode,
): KedaFinding[] {
  const place = below(authentication, 'spec');
  return paramEntries()
    .filter(([name, { builtIn }]) => {
      const isNeeded = builtIn?.from.includes('authentication') === true && builtIn.required?.includes(mode) === true;
      return isNeeded && !given.has(name);
    })
    .map(([name]) =>
      error(place, 'ParameterMissing', `${printName(authentication)} gives no ${name}, which the trigger needs`),
    );
}

function valueOf(
  parameter: AuthParameter,
  authentication: KedaAuthentication,
  objects: KedaObjects,
): string | undefined {
  const secret = secretOf(parameter, authentication, objects);
  if (secret === undefined || parameter.secret === undefined) return undefined;
  return secret.values.has(parameter.secret.key) ? secret.values.get(parameter.secret.key)?.trim() : '';
}

function secretOf(
  { secret }: AuthParameter,
  { kind, namespace }: KedaAuthentication,
  { secrets }: KedaObjects,
): SecretObject | undefined {
  if (secret === undefined) return undefined;
  const isCluster = kind === 'ClusterTriggerAuthentication';
  return secrets.find(
    (candidate) => candidate.name === secret.name && (isCluster || mayShareNamespace(candidate.namespace, namespace)),
  );
}

function authenticationKeys(): string[] {
  return paramEntries().flatMap(([name, { aliases = [], builtIn }]) =>
    builtIn?.from.includes('authentication') === true ? [name, ...aliases] : [],
  );
}
