"""Actions on both engines, in one world, `Office`, by layers: each module adds to what it derives from.

staff_office: staff type and press; of its kind are groups_office (several groups), neighbours (two organisations),
chat_office (requesters write in private) and ladder_office (what is told when a clock runs out).
modem_office: SMS leave; sms_office: requesters have telephones; telephone_office: staff too; reach_office: and chats.
"""
