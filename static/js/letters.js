// What waits in this browser until the server has it: kept in its own database, sent in order, taken away when the
// server has answered. Each letter carries its own key, so that what is sent twice acts once.
const STORES = { outbox: { keyPath: "id", autoIncrement: true }, sales: { keyPath: "id", autoIncrement: true }, desk: {} };

// `work` gets the stores it names, all in one change: either everything in it is kept, or nothing.
export function change(mode, names, work) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("kylkalem", 2);
    opening.onupgradeneeded = () => {
      for (const [name, shape] of Object.entries(STORES)) {
        if (!opening.result.objectStoreNames.contains(name)) opening.result.createObjectStore(name, shape);
      }
    };
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = () => database.close();
      try {
        const transaction = database.transaction(names, mode, { durability: "strict" });
        const result = work(...names.map((name) => transaction.objectStore(name)));
        transaction.oncomplete = () => (database.close(), done(result instanceof IDBRequest ? result.result : result));
        transaction.onerror = transaction.onabort = () => (database.close(), failed(transaction.error));
      } catch (error) {
        database.close();
        failed(error);
      }
    };
  });
}

export function put(letter, where = "outbox") {
  return change("readwrite", [where], (letters) => letters.put(letter));
}

export function remove(id, where = "outbox") {
  return change("readwrite", [where], (letters) => letters.delete(id));
}

export function all(where = "outbox") {
  return change("readonly", [where], (letters) => letters.getAll());
}

export function keyOf(letter) {
  return letter.fields.find(([name]) => name === "once")?.[1];
}

// By one tab at a time, each after the one before it, until there is no line. What the server would not have stays.
export async function deliver(letters, send, where = "outbox") {
  for (const letter of letters) {
    const outcome = await send(letter);
    if (outcome.page) await remove(letter.id, where);
    else if (outcome.wrong) await put({ ...letter, wrong: outcome.wrong, said: outcome.said }, where);
    else if (!outcome.later) return;
  }
}

// `patient`: after whoever is sending now; else not at all, because they are.
export function alone(work, patient = false) {
  return navigator.locks.request("outbox", { ifAvailable: !patient }, (lock) => lock && work());
}

// { page }: done, and this is where it leads. { wrong }: the server has looked and will not have it. { door }: nobody is
// signed in. {}: no line, or a server that has troubles of its own; later, then. `said`: its sentence, if it has one.
export async function send(letter, { door, camera, token }) {
  try {
    token ??= await fresh({ door, camera });
    if (!token) return { door: true };
    const answer = await post(letter.url, letter.fields, token);
    if (answer.url.includes(door)) return { door: true };
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return {};
    if (answer.status === 403) return (await fresh({ door, camera })) ? { wrong: 403 } : { door: true };
    const said = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).said : undefined;
    return answer.ok ? { page: answer.url, said } : { wrong: answer.status, said };
  } catch {
    return {};
  }
}

export function post(url, fields, token) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  for (const [name, value] of fields) body.append(name, value);
  return fetch(url, { method: "POST", body, signal: AbortSignal.timeout(120_000) });
}

// What a form needs besides its fields, from a page that is always there; null if it sends us to the door instead.
export async function fresh({ door, camera }) {
  const answer = await fetch(camera, { signal: AbortSignal.timeout(30_000) });
  if (answer.url.includes(door)) return null;
  if (answer.status >= 500) throw new Error("later");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main [name=csrfmiddlewaretoken]")?.value ?? null;
}
