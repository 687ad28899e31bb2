"""A client of the Databricks REST API, written from its reference with Python's standard library alone.

Knows the host, a service principal and a warehouse. Goes through spaces, conversations, statements, evaluation runs and
the refresh of its token, and prints what it saw as one JSON object.
"""

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

HOST = os.environ["DATABRICKS_HOST"].rstrip("/")
POLL_SECONDS = float(os.environ["POLL_SECONDS"])
MESSAGE_ENDS = {"COMPLETED", "FAILED", "CANCELLED", "QUERY_RESULT_EXPIRED"}
RUN_ENDS = {"DONE", "EVALUATION_FAILED", "EVALUATION_CANCELLED", "EVALUATION_TIMEOUT"}


class ApiError(Exception):
    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code = status, code


def send(request):
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read().decode()
            return json.loads(text) if text else {}
    except urllib.error.HTTPError as error:
        body = json.loads(error.read().decode() or "{}")
        code = body.get("error_code") or body.get("error")
        raise ApiError(error.code, code, body.get("message") or body.get("error_description")) from None


class Client:
    def __init__(self):
        self.token, self.expires_at, self.tokens_issued = None, 0.0, 0

    def refresh(self):
        found = send(urllib.request.Request(f"{HOST}/oidc/.well-known/oauth-authorization-server"))
        pair = f"{os.environ['DATABRICKS_CLIENT_ID']}:{os.environ['DATABRICKS_CLIENT_SECRET']}"
        reply = send(
            urllib.request.Request(
                found["token_endpoint"],
                data=urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "all-apis"}).encode(),
                headers={
                    "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
        )
        self.token = f"{reply['token_type']} {reply['access_token']}"
        # Tokens count as expired 40 seconds early.
        self.expires_at = time.monotonic() + reply["expires_in"] - 40
        self.tokens_issued += 1

    def call(self, method, path, body=None, **query):
        url = HOST + path + ("?" + urllib.parse.urlencode(query) if query else "")
        for attempt in range(5):
            if self.token is None or time.monotonic() >= self.expires_at:
                self.refresh()
            try:
                return send(
                    urllib.request.Request(
                        url,
                        method=method,
                        data=None if body is None else json.dumps(body).encode(),
                        headers={"Authorization": self.token, "Content-Type": "application/json"},
                    )
                )
            except ApiError as error:
                if error.status != 401 or attempt == 4:
                    raise
                self.token = None

    def pages(self, path, member, **query):
        token = None
        while True:
            page = self.call("GET", path, **query, **({"page_token": token} if token else {}))
            yield from page.get(member, [])
            token = page.get("next_page_token")
            if not token:
                return

    def until(self, path, is_over):
        for _ in range(2000):
            reply = self.call("GET", path)
            if is_over(reply):
                return reply
            time.sleep(POLL_SECONDS)
        raise TimeoutError(path)


def refusal(act):
    try:
        act()
        return None
    except ApiError as error:
        return [error.status, error.code]


def rows_of(response):
    return response["result"].get("data_array", []) if response["status"]["state"] == "SUCCEEDED" else None


SPACES = "/api/2.0/genie/spaces"


def spaces(client, warehouse_id):
    listed = [space["title"] for space in client.pages(SPACES, "spaces", page_size=1)]
    made = client.call(
        "POST",
        SPACES,
        {"title": "Made", "warehouse_id": warehouse_id, "serialized_space": json.dumps({"version": 2})},
    )
    path = f"{SPACES}/{made['space_id']}"
    whole = client.call("GET", path, include_serialized_space="true")
    text = {"id": "0" * 32, "content": ["Amounts are net.\n"]}
    changed = json.dumps({"version": 2, "data_sources": {}, "instructions": {"text_instructions": [text]}})
    client.call("PATCH", path, {"serialized_space": changed, "etag": whole["etag"]})
    stale = refusal(lambda: client.call("PATCH", path, {"serialized_space": changed, "etag": whole["etag"]}))
    read = json.loads(client.call("GET", path, include_serialized_space="true")["serialized_space"])
    client.call("DELETE", path)
    return {
        "listed": listed,
        "stale": stale,
        "instruction": read["instructions"]["text_instructions"][0]["content"],
        "gone": refusal(lambda: client.call("GET", path)),
    }


def conversation(client, space_id, questions):
    space, answers, conversation_id = f"{SPACES}/{space_id}", [], None
    for question in questions:
        if conversation_id is None:
            asked = client.call("POST", f"{space}/start-conversation", {"content": question})
            conversation_id = asked["conversation_id"]
        else:
            path = f"{space}/conversations/{conversation_id}/messages"
            asked = client.call("POST", path, {"content": question})
        path = f"{space}/conversations/{conversation_id}/messages/{asked['message_id']}"
        message = client.until(path, lambda reply: reply["status"] in MESSAGE_ENDS)
        queries = [part for part in message.get("attachments", []) if "query" in part]
        if not queries:
            answers.append(message)
            continue
        result = client.call("GET", f"{path}/attachments/{queries[-1]['attachment_id']}/query-result")
        answers.append({"status": message["status"], "rows": rows_of(result["statement_response"])})
        client.call("POST", f"{path}/feedback", {"rating": "POSITIVE"})
    listed = list(client.pages(f"{space}/conversations", "conversations"))
    return {"answers": answers, "titles": [one["title"] for one in listed]}


def statement(client, warehouse_id, sql, **parameters):
    response = client.call(
        "POST",
        "/api/2.0/sql/statements",
        {
            "statement": sql,
            "warehouse_id": warehouse_id,
            "wait_timeout": "0s",
            "parameters": [{"name": name, "value": value} for name, value in parameters.items()],
        },
    )
    path = f"/api/2.0/sql/statements/{response['statement_id']}"
    response = client.until(path, lambda reply: reply["status"]["state"] not in ("PENDING", "RUNNING"))
    return {"state": response["status"]["state"], "rows": rows_of(response)}


def evaluation(client, space_id):
    space = f"{SPACES}/{space_id}"
    document = json.loads(client.call("GET", space, include_serialized_space="true")["serialized_space"])
    ids = [question["id"] for question in document["benchmarks"]["questions"]]
    run = client.call("POST", f"{space}/eval-runs", {"benchmark_question_ids": ids})
    path = f"{space}/eval-runs/{run['eval_run_id']}"
    done = client.until(
        path, lambda one: one["eval_run_status"] in RUN_ENDS and one["num_done"] == one["num_questions"]
    )
    verdicts = {}
    for result in client.pages(f"{path}/results", "eval_results", page_size=1):
        details = client.call("GET", f"{path}/results/{result['result_id']}")
        verdicts[result["question"]] = [details["assessment"], details["assessment_reasons"]]
    return {"status": done["eval_run_status"], "correct": done["num_correct"], "verdicts": verdicts}


def main():
    client, warehouse_id = Client(), os.environ["DATABRICKS_WAREHOUSE_ID"]
    sales = next(space for space in client.pages(SPACES, "spaces") if space["title"] == "Sales")["space_id"]
    questions = ["What is the total revenue in 2024?", "And in 2023?"]
    table = os.environ["TABLE"]
    seen = {
        "spaces": spaces(client, warehouse_id),
        "conversation": conversation(client, sales, questions),
        "statement": statement(
            client, warehouse_id, f"SELECT region FROM {table} WHERE year = CAST(:y AS INT)", y="2023"
        ),
        "failed": statement(client, warehouse_id, "SELECT nothing FROM nowhere"),
        "evaluation": evaluation(client, sales),
    }
    issued = client.tokens_issued
    time.sleep(float(os.environ["TOKEN_SECONDS"]))
    seen["later"] = len(list(client.pages(SPACES, "spaces")))
    seen["refreshed"] = client.tokens_issued > issued
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
