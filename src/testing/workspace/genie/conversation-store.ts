import { notFound } from "../service-error.js";
import type { Conversation, Message } from "./message.js";

/** The conversations of a simulated workspace. Beyond a number of messages the oldest conversations are let go. */
export class ConversationStore {
  readonly #conversations = new Map<string, Conversation>();
  readonly #mostMessages: number;
  #messages = 0;

  constructor({ mostMessages }: { readonly mostMessages: number }) {
    this.#mostMessages = mostMessages;
  }

  /** Conversations of a space, the newest first. */
  of(spaceId: string): readonly Conversation[] {
    return [...this.#conversations.values()].filter((one) => one.spaceId === spaceId).reverse();
  }

  /** @throws ServiceError 404 */
  conversation(spaceId: string, id: string): Conversation {
    const found = this.#conversations.get(id);
    if (found?.spaceId !== spaceId) throw notFound(`Conversation ${id}`);
    return found;
  }

  /** @throws ServiceError 404 */
  message(spaceId: string, conversationId: string, id: string): Message {
    const found = this.conversation(spaceId, conversationId).messages.find((message) => message.id === id);
    if (!found) throw notFound(`Message ${id}`);
    return found;
  }

  start(conversation: Conversation): void {
    this.#conversations.set(conversation.id, conversation);
  }

  /** @throws ServiceError 404 when the conversation was deleted in the meantime */
  add(conversation: Conversation, message: Message): void {
    if (this.#conversations.get(conversation.id) !== conversation)
      throw notFound(`Conversation ${conversation.id}`);
    conversation.messages.push(message);
    this.#messages += 1;
    for (const oldest of this.#conversations.values()) {
      if (this.#messages <= this.#mostMessages || oldest === conversation) break;
      this.remove(oldest);
    }
  }

  remove(conversation: Conversation): void {
    if (this.#conversations.delete(conversation.id)) this.#messages -= conversation.messages.length;
  }

  removeMessage(conversation: Conversation, message: Message): void {
    conversation.messages.splice(conversation.messages.indexOf(message), 1);
    this.#messages -= 1;
  }
}
